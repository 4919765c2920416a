"""The conversation with the person: the interview, and what is offered after the plan.

It runs on standard error, so that standard output is free for the document. Two kinds of prompters, full and line by
line, stand behind one session; nothing else knows which one is used.
"""
