from helpers import circular_b

name = "a"
