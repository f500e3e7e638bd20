"""The real registry and boundary files are no part of the project; where a folder with them is named, they are read."""

import os

collect_ignore = [] if os.environ.get("GEO_EPLAN_REAL_DATA") else ["test_real_files.py"]
