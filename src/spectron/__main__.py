"""`python -m spectron`: the command line without the script that an installer puts on the path."""

from spectron.cli.main import app

if __name__ == "__main__":
    app(prog_name="spectron")
