"""The stage: one room's clock, picture, sound and encode."""
