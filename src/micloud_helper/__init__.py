"""Prepares the owner of a phone locked by its Mi Account for Xiaomi's official ways out."""
