"""Business calendars: which days and hours a site works, read from files, offered to FEEL in diagrams.

Above engine.dmn, below engine.bpmn. The functions are no part of FEEL: only what `compile` compiles knows them.
"""

from engine.calendars.calendar import BusinessCalendar, WorkingHours
from engine.calendars.expressions import CalendarExpression, compile
from engine.calendars.folder import Folder
from engine.calendars.functions import FUNCTIONS
from engine.calendars.inforce import Calendars, in_force, put_in_force, use
from engine.calendars.publicholidays import PublicHolidays
from engine.calendars.reading import read

__all__ = [
    "FUNCTIONS",
    "BusinessCalendar",
    "CalendarExpression",
    "Calendars",
    "Folder",
    "PublicHolidays",
    "WorkingHours",
    "compile",
    "in_force",
    "put_in_force",
    "read",
    "use",
]
