"""The site: settings, addresses, people, and what the applications share."""

import os

# Read when numpy is first loaded, which is later. The matrices of a text are small: the threads that would share the
# work wait for each other longer than it takes, and processes that work side by side get in each other's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
