"""From records to answers: the views on what is known, all pure."""
