"""How sentences tell of occasions ahead: what they are called, when they are, and what becomes of them."""
