"""What the host does with hands and eyes while it speaks, and where on the picture it means it."""
