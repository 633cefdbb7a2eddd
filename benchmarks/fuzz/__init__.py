"""Do bad and hostile inputs end in one clear message, or in the same numbers?

Small panels and study files are broken in one labelled way each, at random places. An input is *told* when the message
names what was broken (table, column, how many rows), *found* when the finding does, *same* when the panel reads as the
unbroken one does, which only mutations that change no meaning may. Anything else is wrong: a traceback, more than
20 seconds, a message about something else, or silence.
"""
