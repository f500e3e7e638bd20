"""The geometry shelf: reference systems, reading coordinates, measuring, and the gate for untrusted geometry.

Pure Python: no Django model, no setting, no network. Everything that leaves this package is in
EPSG:4326, longitude before latitude, unless a docstring says otherwise.
"""
