"""What is kept between commands, under the home folder."""
