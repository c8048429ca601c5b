from helpers.circular_a import name
