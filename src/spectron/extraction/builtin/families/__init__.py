"""What people tell, a family of statements a module: work, homes, health, tastes, routines, plans."""
