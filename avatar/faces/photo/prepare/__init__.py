"""From a picture to an avatar folder: what needs the landmark library, in an environment of its own."""
