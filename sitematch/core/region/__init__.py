"""What a region is: roads, people, facilities, municipalities."""
