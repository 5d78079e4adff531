"""Stack traces with what they are known by, stated by hand: type, top frames. All texts are made up."""

JAVA = """java.lang.IllegalStateException: order 17 refused
	at com.acme.orders.OrderService.place(OrderService.java:42)
	at com.acme.orders.OrderService$$Lambda$14/0x0000000800c8d440.run(Unknown Source)
	at java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)
	at java.base/java.lang.Thread.run(Thread.java:840)
	Suppressed: java.io.IOException: close failed
		at com.acme.db.Pool.close(Pool.java:9)
	Caused by: java.net.SocketException: not the root
		at com.acme.db.Pool.closeSocket(Pool.java:12)
Caused by: com.acme.db.PoolException: pool is exhausted
	at com.acme.db.Pool.take(Pool.java:120)
	at com.acme.db.Pool$1.call(Pool.java:88)
	at app//com.acme.db.Pool.lambda$open$3(Pool.java:77)
	at com.acme.db.PoolProxy$$EnhancerBySpringCGLIB$$3f1c2a.take(<generated>)
	at jdk.internal.reflect.GeneratedMethodAccessor113.invoke(Unknown Source)
	... 14 more
Caused by: java.sql.SQLException: no connection within 30000 ms
	at org.apache.commons.dbcp2.BasicDataSource.getConnection(BasicDataSource.java:1)
	... 17 more
"""

PYTHON = """Traceback (most recent call last):
  File "/srv/app-1.2/shop/api/orders.py", line 17, in place
    total = price(cart)
            ^^^^^^^^^^^
  File "/srv/app-1.2/shop/pricing.py", line 8, in price
    return sum(lines)
  File "/usr/lib/python3.11/decimal.py", line 99, in __add__
    raise InvalidOperation
decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/app-1.2/shop/api/routes.py", line 40, in post
    place(cart)
  File "/opt/venv/lib/python3.11/site-packages/flask/app.py", line 1, in wrapper
    return call()
shop.errors.OrderError: order 17 refused
"""

CASES = [
    # trace, type of the root cause, top frames
    (JAVA, "java.sql.SQLException", ["com.acme.orders.OrderService.place", "com.acme.orders.OrderService.run",
                                     "com.acme.db.Pool.close"]),
    (JAVA.rpartition("Caused by")[0], "com.acme.db.PoolException",
     ["com.acme.db.Pool.take", "com.acme.db.Pool.call", "com.acme.db.Pool.lambda$open"]),
    (JAVA.partition("\tSuppressed")[0], "java.lang.IllegalStateException",
     ["com.acme.orders.OrderService.place", "com.acme.orders.OrderService.run"]),
    (JAVA.replace("\n", "\r\n").rpartition("Caused by")[0], "com.acme.db.PoolException",
     ["com.acme.db.Pool.take", "com.acme.db.Pool.call", "com.acme.db.Pool.lambda$open"]),
    ('Exception in thread "main" java.lang.OutOfMemoryError\n\tat shop.Main.main(Main.scala:3)',
     "java.lang.OutOfMemoryError", ["shop.Main.main"]),
    ("java.lang.StackOverflowError\n\tat java.util.HashMap.hash(HashMap.java:1)\n\tat $Proxy12.get(Unknown Source)",
     "java.lang.StackOverflowError", []),
    (PYTHON, "decimal.InvalidOperation", ["shop/pricing:price", "api/orders:place"]),
    (PYTHON.replace("\n", "\r\n"), "decimal.InvalidOperation", ["shop/pricing:price", "api/orders:place"]),
    (PYTHON.partition("another exception occurred:")[2], "shop.errors.OrderError", ["api/routes:post"]),
    ('Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\nZeroDivisionError: division by zero',
     "ZeroDivisionError", ["<stdin>:<module>"]),
    ('Traceback (most recent call last):\n  File "C:\\app\\shop\\cart.py", line 1, in add\nKeyError: 7',
     "KeyError", ["shop\\cart:add"]),
    (f"org.apache.spark.api.python.PythonException: {PYTHON.partition('During')[0]}\tat org.apache.X.y(X.scala:1)",
     "decimal.InvalidOperation", ["shop/pricing:price", "api/orders:place"]),
    ("TypeError: x is undefined\n    at place (/app/orders.js:10:5)", "TypeError", []),
    ("at com.acme.Main.run(Main.java:1)", "", ["com.acme.Main.run"]),
    ("just words, no trace", "", []),
    ("just: words", "just", []),
    ("Traceback (most recent call last):", "", []),
    ("", "", []),
    ("\n\n", "", []),
    ("\u2028\x85 at a.b(\u00a0", "", []),
    ("E: \u2028\tat a.b(c)\n at d.e(f)\x85 at g.h(i)", "E", ["d.e"]),
]  # fmt: skip

HOSTILE = [
    "\n" * 20_000,
    " " * 50_000 + "at",
    "\tat " * 10_000,
    "\nCaused by: " * 5_000,
    "Traceback (most recent call last):\n" + '  File "a", line 1, in b\n' * 3_000,
    "Traceback (most recent call last):\n" + '  File "' + "/" * 50_000,
    "Traceback (most recent call last):\n" + "\n \n" * 10_000,
    'Exception in thread "' + "x" * 50_000,
    "\tat " + "a$$Lambda" * 5_000 + "(",
    "\tat " + "/" * 20_000 + "a(",
]
"""Texts that grow a careless pattern's time with their square."""
