"""`python -m lift`: the same as `lift`."""

from lift.cli import main

if __name__ == "__main__":
    main()
