"""A server of our own that speaks Lightcast's wire format, for tests, demonstrations and work without a network."""

from skills.lightcast.emulator.catalogue import EmulatedTitle
from skills.lightcast.emulator.faults import Fault, FaultKind
from skills.lightcast.emulator.server import EmulatorServer
from skills.lightcast.emulator.service import Emulator
from skills.lightcast.emulator.switches import Switches

__all__ = ["EmulatedTitle", "Emulator", "EmulatorServer", "Fault", "FaultKind", "Switches"]
