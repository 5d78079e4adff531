"""Stack traces in the forms that runtimes print them: (name, trace, type of the root cause, top frames)."""

NODE = """/srv/shop/node_modules/express/lib/router.js:47
        throw err;
        ^

TypeError: Cannot read properties of undefined (reading 'total')
    at Object.<anonymous> (/srv/shop/orders.js:10:5)
    at async OrderService.place (file:///srv/shop/src/service.mjs:44:11)
    at new Cart (/srv/shop/src/cart.js:3:9)
    at Layer.handle [as handle_request] (/srv/shop/node_modules/express/lib/router/layer.js:95:5)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
"""

NODE_CAUSE = """Error: order failed
    at place (/srv/shop/orders.js:10:5) {
  [cause]: RangeError [ERR_OUT_OF_RANGE]: too many
      at check (/srv/shop/limits.js:2:3)
}
"""

BROWSER = """Uncaught (in promise) ReferenceError: x is not defined
    at https://shop.example.com/static/main.3f2a1b9c.js:1:2345
    at r (webpack:///./src/app.tsx?8f1b:12:3)
"""

FIREFOX = """TypeError: x is undefined
place@https://shop.example.com/js/orders.js:10:5
"""

GO_PANIC = """panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
panic({0x10a3f40?, 0xc00001a0d8?})
\t/usr/local/go/src/runtime/panic.go:884 +0x213
github.com/acme/shop/orders.(*Service).Place(0xc000102030, {0x1, 0x2})
\t/home/ci/shop/orders/service.go:51 +0x1d
main.run.func1.2(...)
\t/home/ci/shop/main.go:33
net/http.HandlerFunc.ServeHTTP(0xc000010a00?, {0x7f, 0x1}, 0x5)
\t/usr/local/go/src/net/http/server.go:2122 +0x2f
main.main()
\t/home/ci/shop/main.go:20 +0x25
created by main.start in goroutine 7
\t/home/ci/shop/main.go:11 +0x90

goroutine 18 [chan receive]:
main.wait()
\t/home/ci/shop/main.go:77 +0x1
"""

GO_ZAP = """github.com/acme/shop/orders.(*Service).Place
\t/home/ci/shop/orders/service.go:60
main.run.func3
\t/home/ci/shop/main.go:30
net/http.HandlerFunc.ServeHTTP
\t/usr/local/go/src/net/http/server.go:2100
main.main
\t/home/ci/shop/main.go:21"""

RUBY = """app/models/user.rb:12:in `find': Couldn't find User with id=7 (ActiveRecord::RecordNotFound)
\tfrom /usr/local/bundle/gems/activerecord-7.1.2/lib/active_record/core.rb:253:in `find'
\tfrom app/controllers/users_controller.rb:5:in `block (2 levels) in show'
\tfrom app/controllers/users_controller.rb:4:in `show'
\tfrom /usr/lib/ruby/3.2.0/net/http.rb:9:in `start'
"""

RUBY_34 = """undefined method 'total' for nil (NoMethodError)
app/models/cart.rb:8:in 'Cart#total'
app/jobs/bill_job.rb:3:in 'BillJob#perform'
"""

RUBY_REVERSED = """Traceback (most recent call last):
\t2: from bin/run.rb:9:in `<main>'
\t1: from app/shop.rb:4:in `start'
app/shop.rb:12:in `open': no such file (Errno::ENOENT)
"""

RAILS = """ActionView::Template::Error (undefined local variable):
app/views/orders/show.html.erb:3:in `_app_views_orders'
app/controllers/orders_controller.rb:9:in `show'
"""

PHP = """PHP Fatal error:  Uncaught RuntimeException: no stock in /var/www/shop/src/Stock.php:12
Stack trace:
#0 /var/www/shop/src/Order.php(34): Shop\\Stock->take('x', 3)
#1 /var/www/shop/vendor/laravel/framework/Controller.php(54): call_user_func_array(Array)
#2 [internal function]: Shop\\Order->{closure}(Object(Shop\\Cart))
#3 {main}
  thrown in /var/www/shop/src/Stock.php on line 12"""

PHP_CHAIN = """PDOException: SQLSTATE[HY000] gone in /var/www/shop/src/Db.php:4
Stack trace:
#0 /var/www/shop/src/Repo.php(9): Shop\\Db->open()
#1 {main}

Next Shop\\RepoException: cannot load in /var/www/shop/src/Repo.php:11
Stack trace:
#0 /var/www/shop/index.php(3): Shop\\Repo->load()
#1 {main}"""

DOTNET = """System.InvalidOperationException: cannot place order
 ---> Npgsql.NpgsqlException (0x80004005): connection lost
   at Npgsql.Internal.NpgsqlConnector.Open(NpgsqlTimeout timeout, Boolean async)
   at Shop.Db.Pool.<TakeAsync>d__5.MoveNext() in /src/Shop/Db/Pool.cs:line 42
   at Shop.Db.Repo`1.Load[T](Int32 id) in C:\\agent\\Shop\\Db\\Repo.cs:line 9
   --- End of inner exception stack trace ---
   at Shop.Orders.OrderService.<>c__DisplayClass3_0.<Place>b__0(Object o) in /src/Shop/Orders.cs:line 7
   at System.Threading.Tasks.Task.Execute()
"""

DOTNET_PLAIN = """Unhandled exception. Shop.StockException: none left
   at Shop.Stock.Take(String item, Int32 count)
   at Shop.Program.Main(String[] args)"""

RUST = """thread 'main' panicked at src/main.rs:12:5:
index out of bounds: the len is 3 but the index is 5
stack backtrace:
   0: rust_begin_unwind
             at /rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library/std/src/panicking.rs:665:5
   1: core::panicking::panic_fmt
             at /rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library/core/src/panicking.rs:74:14
   2: shop::orders::place::h0123456789abcdef
             at ./src/orders.rs:40:9
   3: shop::run::{{closure}}
             at ./src/main.rs:12:5
   4: tokio::runtime::task::raw::poll
             at /home/build/.cargo/registry/src/x/tokio-1.36.0/src/runtime/task/raw.rs:1:1
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
"""

RUST_SHORT = """thread 'tokio-runtime-worker' panicked at crates/api/src/orders.rs:77:13:
no stock
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"""

RUST_OLD = "thread 'main' panicked at 'no stock', src/main.rs:12:5"

KOTLIN = """java.lang.IllegalStateException: no stock
\tat com.acme.shop.Orders$place$2.invokeSuspend(Orders.kt:12)
\tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:33)
\tat com.acme.shop.Main.main(Main.kt)
"""

PYTHON_RECURSION = """Traceback (most recent call last):
  File "/srv/shop/tree.py", line 9, in walk
    return walk(node.left)
  File "/srv/shop/tree.py", line 9, in walk
    return walk(node.left)
  [Previous line repeated 995 more times]
  File "/srv/shop/tree.py", line 7, in depth
    return len(node)
RecursionError: maximum recursion depth exceeded
"""

PYTHON_GROUP = """  + Exception Group Traceback (most recent call last):
  |   File "/srv/shop/main.py", line 3, in run
  |     raise ExceptionGroup("several", errors)
  | ExceptionGroup: several (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/srv/shop/task.py", line 2, in work
    |     raise ValueError(1)
    | ValueError: 1
    +------------------------------------
"""

GO_OVERFLOW = """fatal error: stack overflow

goroutine 1 [running]:
main.walk(0x1)
\t/a/x.go:5 +0x1 fp=0xc0 sp=0xc1 pc=0x1
main.walk(0x2)
\t/a/x.go:5 +0x1 fp=0xc0 sp=0xc2 pc=0x1
...additional frames elided...
main.main()
\t/a/x.go:9 +0x2
"""

ANYHOW = """Error: failed to open

Caused by:
    No such file or directory (os error 2)

Stack backtrace:
   0: anyhow::error::<impl>::from
             at /home/build/.cargo/registry/src/x/anyhow-1/src/error.rs:1:1
   1: shop::open
             at /app/src/main.rs:3:4
"""

LARAVEL = """[2026-02-03] local.ERROR: {"exception":"[object] (App\\\\Boom(code: 0): x at /app/src/Stock.php:12)
[stacktrace]
#0 /app/vendor/laravel/Controller.php(3): App\\Http\\Orders->show()
#1 {main}
"}"""

CASES = [
    ("Go, a stack overflow", GO_OVERFLOW, "", ["main.walk", "main.main"]),
    ("Rust, anyhow", ANYHOW, "", ["shop::open"]),
    ("Laravel", LARAVEL, "App\\Boom", ["src/Stock", "App\\Http\\Orders->show"]),
    ("a numbered list", "#1 first (2): a\n#2 second", "", []),
    ("Node", NODE, "TypeError", ["shop/orders:<anonymous>", "src/service:OrderService.place", "src/cart:Cart"]),
    ("Node with a cause", NODE_CAUSE, "RangeError", ["shop/limits:check"]),
    ("a browser", BROWSER, "ReferenceError", ["static/main:<anonymous>", "src/app:r"]),
    ("Firefox", FIREFOX, "TypeError", ["js/orders:place"]),
    ("Go", GO_PANIC, "", ["github.com/acme/shop/orders.(*Service).Place", "main.run.func", "main.main"]),
    ("zap", GO_ZAP, "", ["github.com/acme/shop/orders.(*Service).Place", "main.run.func", "main.main"]),
    ("two lines of Go", "main.run\n\t/src/main.go:51", "", ["main.run"]),
    ("Ruby", RUBY, "ActiveRecord::RecordNotFound", ["models/user:find", "controllers/users_controller:show"]),
    ("Ruby 3.4", RUBY_34, "NoMethodError", ["models/cart:Cart#total", "jobs/bill_job:BillJob#perform"]),
    ("Ruby, newest last", RUBY_REVERSED, "Errno::ENOENT", ["app/shop:open", "app/shop:start", "bin/run:<main>"]),
    (
        "Rails",
        RAILS,
        "ActionView::Template::Error",
        ["orders/show.html.erb:_app_views_orders", "controllers/orders_controller:show"],
    ),
    ("PHP", PHP, "RuntimeException", ["src/Stock", "Shop\\Stock->take"]),
    ("PHP, a chain", PHP_CHAIN, "PDOException", ["src/Db", "Shop\\Db->open"]),
    (".NET", DOTNET, "Npgsql.NpgsqlException", ["Shop.Db.Pool.TakeAsync", "Shop.Db.Repo.Load"]),
    (".NET without files", DOTNET_PLAIN, "Shop.StockException", ["Shop.Stock.Take", "Shop.Program.Main"]),
    ("Rust", RUST, "", ["shop::orders::place", "shop::run::{{closure}}"]),
    ("Rust without backtrace", RUST_SHORT, "", ["src/orders"]),
    ("Rust before 1.73", RUST_OLD, "", ["src/main"]),
    (
        "Kotlin",
        KOTLIN,
        "java.lang.IllegalStateException",
        ["com.acme.shop.Orders$place.invokeSuspend", "com.acme.shop.Main.main"],
    ),
    ("Python, recursion", PYTHON_RECURSION, "RecursionError", ["shop/tree:depth", "shop/tree:walk"]),
    ("Python, a group", PYTHON_GROUP, "ValueError", ["shop/task:work", "shop/main:run"]),
    ("one line of Java", "java.io.IOException: gone", "java.io.IOException", []),
    ("one line of Python", "KeyError: 'x'", "KeyError", []),
    ("a sentence", "just: words", "", []),
    ("a title", "Reconcile failed: no such thing", "", []),
    ("a plain word above Java frames", "boom: x\n\tat a.b.C.d(C.java:1)", "", ["a.b.C.d"]),
]

MOVED = [
    # The same fault after a new build: each pair in the trace is replaced.
    (NODE, ("orders.js:10:5", "orders.js:99:7"), ("reading 'total'", "reading 'sum'")),
    (BROWSER, ("main.3f2a1b9c.js:1:2345", "main.77aa00ff.js:1:9"), ("?8f1b", "?0000")),
    (GO_PANIC, ("service.go:51 +0x1d", "service.go:77 +0x99"), ("0xc000102030", "0xc000999999")),
    (RUBY, ("user.rb:12", "user.rb:13"), ("id=7", "id=8")),
    (PHP, ("Order.php(34)", "Order.php(35)"), ("Stock.php:12", "Stock.php:13")),
    (DOTNET, ("line 42", "line 43"), ("DisplayClass3_0", "DisplayClass9_1")),
    (RUST, ("orders.rs:40:9", "orders.rs:41:9"), ("h0123456789abcdef", "hfedcba9876543210")),
    (KOTLIN, ("Orders.kt:12", "Orders.kt:13"), ("$place$2", "$place$3")),
    (PYTHON_RECURSION, ("repeated 995 more", "repeated 12 more"), ("line 9", "line 10")),
]
