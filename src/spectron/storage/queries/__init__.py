"""Every statement there is: plain functions whose first argument is a connection, the same for every engine.

The second argument names the context, so that no statement can forget whose rows it reads.
"""
