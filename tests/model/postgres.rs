//! A real `PostgreSQL` server of the tests' own, and a way to it that breaks, dawdles and stammers.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use sqlx::{Connection as _, PgConnection, Row as _};

/// Started by the first test that needs it. It ends with the tests, however they end: its shell waits for our end of a pipe.
pub static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

pub struct Server {
    pub port: u16,
    folder: PathBuf,
    _shell: Child,
    _held: ChildStdin,
}

/// The folder of the server's programs.
fn programs() -> PathBuf {
    let told = Command::new("pg_config").arg("--bindir").output();
    let told = told.ok().map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim().to_owned()));
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|all| all.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    folders.sort();
    let searched = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let searched: Vec<PathBuf> = searched;
    let all = told.into_iter().chain(folders.into_iter().rev()).chain(searched);
    let found = all.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file());
    found.expect("PostgreSQL's server is not installed; script/test installs it")
}

fn output(command: &str, args: &[&str]) -> String {
    let out = Command::new(command).args(args).output().unwrap_or_else(|error| panic!("{command}: {error}"));
    assert!(out.status.success(), "{command} {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

/// What the server is started with. `$1` is the programs' folder.
const SCRIPT: &str = r#"set -e
cd "$(dirname "$0")"
echo secret >password
"$1/initdb" --no-sync -D data -U admin -A scram-sha-256 --pwfile=password -E UTF8 --locale=C >initdb.log 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -addext basicConstraints=critical,CA:FALSE -keyout server.key -out server.crt 2>openssl.log
chmod 600 server.key
"$1/postgres" -D data -p "$2" -k "$PWD" -h 127.0.0.1 -c ssl=on -c ssl_cert_file="$PWD/server.crt" \
    -c ssl_key_file="$PWD/server.key" -c max_connections=100 -c fsync="$3" >server.log 2>&1 &
server=$!
read -r _ || true
kill -QUIT $server
wait $server || true
cd /
rm -rf "$(dirname "$0")"
"#;

impl Server {
    fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("steadyline-centre").tempdir().expect("a folder").keep();
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let script = folder.join("run.sh");
        std::fs::write(&script, SCRIPT).expect("is written");
        let mut command = Command::new("sh");
        command.arg(&script).arg(programs()).arg(port.to_string()).arg("off");
        // The server refuses to run as the administrator of the machine.
        if output("id", &["-u"]) == "0" {
            let known = Command::new("id").arg("postgres").output().is_ok_and(|out| out.status.success());
            let user = if known { "postgres" } else { "nobody" };
            output("chown", &["-R", user, &folder.display().to_string()]);
            let number = |option| output("id", &[option, user]).parse().expect("a number");
            command.uid(number("-u")).gid(number("-g"));
        }
        // In a group of its own: a signal to the tests does not end the shell before it has ended the server.
        let shell = command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut shell = shell.spawn().expect("a shell");
        let held = shell.stdin.take().expect("a pipe");
        let server = Self { port, folder, _shell: shell, _held: held };
        let began = Instant::now();
        while run_sql(&server.url("admin:secret", "postgres"), &["SELECT 1"]).is_err() {
            assert!(began.elapsed() < Duration::from_secs(300), "the server does not start: {}", server.told());
            std::thread::sleep(Duration::from_millis(100));
        }
        server
    }

    fn told(&self) -> String {
        let read = |name| std::fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        format!("{}{}{}", read("initdb.log"), read("openssl.log"), read("server.log"))
    }

    pub fn certificate(&self) -> &'static Path {
        Box::leak(self.folder.join("server.crt").into_boxed_path())
    }

    pub fn url(&self, login: &str, database: &str) -> String {
        format!("postgres://{login}@127.0.0.1:{}/{database}", self.port)
    }

    /// An empty database of its own.
    pub fn database(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("centre{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        run_sql(&self.url("admin:secret", "postgres"), &[&format!("CREATE DATABASE {name}")]).expect("is made");
        name
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

/// Runs statements one after another; the refusal where there is one.
pub fn run_sql(url: &str, statements: &[&str]) -> Result<(), String> {
    block_on(async {
        let mut connection = PgConnection::connect(url).await.map_err(|error| error.to_string())?;
        for statement in statements {
            let query = sqlx::raw_sql(sqlx::AssertSqlSafe((*statement).to_owned()));
            query.execute(&mut connection).await.map_err(|error| error.to_string())?;
        }
        connection.close().await.map_err(|error| error.to_string())
    })
}

/// The first column of what a query finds, as text.
pub fn column(url: &str, query: &str) -> Vec<String> {
    block_on(async {
        let mut connection = PgConnection::connect(url).await.expect("connects");
        let query = sqlx::AssertSqlSafe(format!("SELECT x::text FROM ({query}) AS q (x)"));
        let rows = sqlx::query(query).fetch_all(&mut connection).await.expect("an answer");
        rows.iter().map(|row| row.get::<Option<String>, _>(0).unwrap_or_default()).collect()
    })
}

/// What a proxy does to what passes through it.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    /// Ends after so many bytes in both directions together.
    Cut(usize),
    /// Waits so long before each piece.
    Delay(Duration),
    /// Passes nothing on after so many bytes, and stays open.
    Stall(usize),
    /// Says every piece of the client twice, after so many bytes.
    Repeat(usize),
}

/// A way to the server. Says its port and how many bytes have passed so far.
pub fn proxy(to: u16, way: Way) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let passed = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&passed);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { continue };
            for (from, into, asks) in [(&client, &server, true), (&server, &client, false)] {
                let ends = (from.try_clone().expect("a handle"), into.try_clone().expect("a handle"));
                let counted = Arc::clone(&counted);
                std::thread::spawn(move || pass(ends, way, asks, &counted));
            }
        }
    });
    (port, passed)
}

fn pass((mut from, mut into): (TcpStream, TcpStream), way: Way, asks: bool, passed: &AtomicUsize) {
    let mut piece = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        let before = passed.fetch_add(count, Ordering::SeqCst);
        let mut bytes = &piece[..count];
        let mut ends = false;
        match way {
            Way::Cut(limit) if before + count >= limit => {
                bytes = &piece[..limit.saturating_sub(before)];
                ends = true;
            }
            Way::Stall(limit) if before + count > limit => continue,
            Way::Delay(wait) => std::thread::sleep(wait),
            Way::Repeat(limit) if asks && before > limit => {
                let _ = into.write_all(bytes);
            }
            _ => {}
        }
        if into.write_all(bytes).is_err() || ends {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = into.shutdown(Shutdown::Both);
}
