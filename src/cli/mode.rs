//! How much help, as a command is told it.

use crate::call::Mode;

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(super) enum ModeArg {
    Guided,
    Practice,
    Assessment,
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Guided => Self::Guided,
            ModeArg::Practice => Self::Practice,
            ModeArg::Assessment => Self::Assessment,
        }
    }
}
