def f():
    await g()

# expect error: SyntaxError: 'await' outside async function
