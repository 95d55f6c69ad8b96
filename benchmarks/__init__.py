"""What is promised of speed and size, measured: ``python -m benchmarks`` or ``make bench``."""
