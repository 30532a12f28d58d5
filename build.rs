//! Link arguments of the PHP extension.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_PHP").is_some() && std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux")
    {
        // PHP unloads extensions at its end; threads and thread-locals of ours must not outlive their code.
        println!("cargo:rustc-link-arg-cdylib=-Wl,-z,nodelete");
    }
}
