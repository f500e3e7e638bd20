"""The house: settings, root addresses, the shape of errors, health. Imports everyone; imported by nobody."""
