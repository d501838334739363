"""gorae: the Docker learning assistant."""
