"""The parts of the picture around the host."""
