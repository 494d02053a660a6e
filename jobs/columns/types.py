"""Names of the array types."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

type_of_integers = np.integer[Any]
Integers = NDArray[type_of_integers]
Booleans = NDArray[np.bool_]
Numbers = NDArray[np.float64]
