"""What Prometheus may ask: durations, queries and pools of this site, its queue, and how old its derived data are.

Nothing personal: no user, no address, no parameter; a route is the pattern of an address, never the address itself.
"""
