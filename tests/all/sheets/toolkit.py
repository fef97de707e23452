"""Reads a catalogue with translate-toolkit, changes a unit, and writes it: toolkit.py FILE."""

import sys

from translate.storage import factory

store = factory.getobject(sys.argv[1])
units = {unit.source: unit for unit in store.units if unit.istranslatable()}
unit = units["灯还亮着。"]
assert unit.target == "The lamp was still burning.", unit.target
unit.target = "The lamp still burned."
print(len(units))
store.save()
