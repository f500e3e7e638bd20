"""The servers others use: tipg and pygeoapi from the package index, in an environment of their own on the same data."""
