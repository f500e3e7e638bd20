"""The registry of authorities and the ground over the wire, and the pieces that every API above is made of."""
