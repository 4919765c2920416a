"""Content that proves itself: structure, meaning and every plan of a guide, and the papers for people to check."""
