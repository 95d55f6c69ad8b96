"""How firm the list is: draws over weights and unknowns (SMAA-2)."""
