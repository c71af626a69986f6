"""What sentences show of activities, interests, goals, traits, regard and occasions ahead: signals."""
