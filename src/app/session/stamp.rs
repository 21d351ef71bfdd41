//! What is written on an attempt: its seed, its time and the desk.

/// A seed that no two attempts share.
pub(super) fn fresh_seed() -> u64 {
    let bytes = uuid::Uuid::now_v7().into_bytes();
    let hash = blake3::hash(&bytes);
    let mut seed = [0; 8];
    seed.copy_from_slice(&hash.as_bytes()[..8]);
    // JSON readers elsewhere keep whole numbers exact up to 53 bits.
    u64::from_le_bytes(seed) >> 11
}

pub fn now_text() -> String {
    jiff::Timestamp::now().to_string()
}

/// The name of this machine in logs.
pub(super) fn desk_name() -> String {
    std::env::var("COMPUTERNAME").or_else(|_| std::env::var("HOSTNAME")).unwrap_or_else(|_| "desk".to_owned())
}
