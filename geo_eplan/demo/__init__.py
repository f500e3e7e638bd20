"""The demonstration country: every local authority of 2559 with invented boundaries, people and projects.

The number of authorities by province and kind, the districts' names and the figures of the annex of 29 September 2559
are facts; everything else is made up, the same at every loading. What an authority had entered on the day of the annex
follows from ordinary records through the ordinary ledger.
"""
