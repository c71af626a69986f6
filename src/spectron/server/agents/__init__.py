"""What agents ask of a memory: `/api/v1/agents/{agent_id}/...`, in the context of the key."""
