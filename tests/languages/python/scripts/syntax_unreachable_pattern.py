match 1:
    case x:
        pass
    case 2:
        pass

# expect error: SyntaxError: name capture 'x' makes remaining patterns unreachable
