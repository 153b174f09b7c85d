"""The board of the examples, for tests."""

from boundaries._board import CODES as CODES
from boundaries._board import board as board
