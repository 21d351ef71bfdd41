"""What a screen reader hears of Steadyline, as lines of text.

Reads commands from standard input: `tree` prints what is on the screen, every line with its depth, role and name;
`focus` prints what has the keyboard; `quit` ends. What is announced by itself comes as it happens. Every line begins with
what it is: `ready`, `node`, `focus`, `says`, `end`, `gone`.
"""

import sys

import pyatspi
from gi.repository import Gio, GLib

APP = "steadyline"


def switch_on():
    """Programs only describe themselves while a screen reader says that it is there."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
        bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", value, None, 0, 5000, None)


def tell(kind, text=""):
    print(kind, text.replace("\n", " ⏎ "), sep="\t", flush=True)


def program():
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and app.name.lower() == APP:
            return app
    return None


def value_of(node):
    """What stands in a field, or where a meter stands."""
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except NotImplementedError:
        pass
    try:
        return f"{node.queryValue().currentValue:g}"
    except NotImplementedError:
        return ""


def described(node):
    parts = [node.getRoleName(), node.name]
    value = value_of(node)
    if value and value != node.name:
        parts.append(f"= {value}")
    states = node.getState()
    for state, word in ((pyatspi.STATE_SELECTED, "selected"), (pyatspi.STATE_CHECKED, "checked")):
        if states.contains(state):
            parts.append(f"({word})")
    return " | ".join(parts)


def walk(node, depth=0):
    tell("node", "  " * depth + described(node))
    for child in node:
        if child is not None:
            walk(child, depth + 1)


def focused(node):
    if node.getState().contains(pyatspi.STATE_FOCUSED) and node.getRole() != pyatspi.ROLE_FRAME:
        return node
    for child in node:
        found = focused(child) if child is not None else None
        if found:
            return found
    return None


def tree():
    app = program()
    if app is None:
        tell("gone")
        return
    walk(app)
    tell("end")


def focus():
    app = program()
    found = focused(app) if app is not None else None
    tell("focus", described(found) if found else "nothing")


def on_event(event):
    if event.type.startswith("object:announcement"):
        tell("says", str(event.any_data))


def on_command(source, _condition):
    command = source.readline().strip()
    if command in ("", "quit"):
        pyatspi.Registry.stop()
        return False
    # What is drawn may change under our hands: a node that is gone by now ends this answer, not the program.
    try:
        {"tree": tree, "focus": focus}[command]()
    except (GLib.GError, LookupError, RuntimeError) as error:
        tell("gone", str(error))
    return True


switch_on()
pyatspi.Registry.registerEventListener(on_event, "object:announcement")
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_command)
tell("ready")
pyatspi.Registry.start()
