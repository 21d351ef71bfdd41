//! `steadyline new`: a whole scenario out of a few answers.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::packs::Failure;
use super::{Common, Exit, complain, packs, say};
use crate::author::{KindSource, MAX_TRANSCRIPT, Offer, Wishes, draft, kinds, turns, write};
use crate::scenario::{FieldKind, Loaded, Pack, did_you_mean};
use crate::text::Texts;

/// Write a new scenario that plays, out of a few answers
///
/// Each question has a proposal in brackets: Enter takes it. Every answer can be given as an option instead, and --yes
/// takes the proposals for the rest. Nothing is ever overwritten. Without --scenarios the file goes into the pack around
/// the current folder, or into my_scenarios, with a copy of the pack.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the new file: small letters, digits and _
    name: Option<String>,
    /// Ask nothing, take the proposals
    #[arg(long, short)]
    yes: bool,
    /// Make a first draft of a call that was written down, "Caller: …" and "Operator: …"
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kind", "form", "field", "to", "repeats"])]
    from_transcript: Option<PathBuf>,
    /// The label of the operator in the transcript, where it cannot be told
    #[arg(long, value_name = "LABEL", requires = "from_transcript")]
    operator: Option<String>,
    /// Kind of call: complaint, repeated_question, order, consultation, technical_fault, survey, news, lead
    #[arg(long)]
    kind: Option<String>,
    /// The pack that it belongs to
    #[arg(long)]
    pack: Option<String>,
    /// What people call it
    #[arg(long)]
    title: Option<String>,
    /// The form in which the operator writes it down
    #[arg(long)]
    form: Option<String>,
    /// A field that has to be filled in, with its value if it is fixed; several times for several
    #[arg(long, value_name = "FIELD[=VALUE]")]
    field: Vec<String>,
    /// The department that it has to go to; "desk" where it is solved at the desk
    #[arg(long, value_name = "DEPARTMENT")]
    to: Option<String>,
    /// How the caller takes things
    #[arg(long)]
    temperament: Option<String>,
    /// How often the caller asks the same thing again, 0 to 5
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=5))]
    repeats: Option<u32>,
    /// What it is scored on
    #[arg(long)]
    rubric: Option<String>,
    /// Code that it is wrapped up with
    #[arg(long)]
    code: Option<String>,
}

/// Where nothing is sent on.
const DESK: &str = "desk";

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let texts = Texts::english();
    match create(args, common, &texts) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn create(args: &Args, common: &Common, texts: &Texts) -> Result<(), Failure> {
    let home = Home::find(common);
    let loaded = packs::load(&Common { scenarios: home.existing(), ..common.clone() })?;
    let ask = Ask { texts, silent: args.yes };
    if !args.yes {
        say(&texts.get("new-intro"));
    }
    if let Some(transcript) = &args.from_transcript {
        return from_transcript(args, &ask, (&home, &loaded), transcript);
    }
    let kinds = kinds();
    let names: Vec<(&str, String)> =
        kinds.keys().map(|name| (name.as_str(), texts.get(&format!("new-kind-{}", name.replace('_', "-"))))).collect();
    let kind_name = ask.choice("new-ask-kind", &names, args.kind.as_deref(), "complaint")?;
    let pack = pack_of(&ask, args, &loaded)?;
    let Some(kind) = kinds.get(&kind_name) else { return Err(unfit(texts, &pack.id)) };
    let offer = Offer::of(pack).ok_or_else(|| unfit(texts, &pack.id))?;
    let wishes = wishes(&ask, args, (&offer, &kind_name, kind))?;
    let name = file_name(&ask, args, &wishes.title, &wishes.kind)?;
    let file = free_file(texts, &home, pack, &name)?;
    let text = write(&offer, kind, &wishes).map_err(|error| (error.to_string(), Exit::Bug))?;
    home.place(pack, texts)?;
    put(&file, &text, texts)?;
    say(&texts.with("new-written", &[("file", &shown(&file))]));
    say(&texts.get("new-next"));
    next_steps(&file);
    say(&format!("  steadyline explore --bots {}", shown(&file)));
    Ok(())
}

/// The first draft of a call that was written down.
fn from_transcript(args: &Args, ask: &Ask<'_>, (home, loaded): (&Home, &Loaded), file: &Path) -> Result<(), Failure> {
    let texts = ask.texts;
    let failed = |cause: String| texts.with("new-transcript-cannot", &[("file", &shown(file)), ("cause", &cause)]);
    let bytes = read_some(file).map_err(|error| (failed(error.to_string()), Exit::Unavailable))?;
    let turns = turns(&bytes, args.operator.as_deref()).map_err(|error| (failed(error.to_string()), Exit::Content))?;
    let pack = pack_of(ask, args, loaded)?;
    let offer = Offer::of(pack).ok_or_else(|| unfit(texts, &pack.id))?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().replace(['_', '-'], " ")).unwrap_or_default();
    let title = one_line(&ask.text("new-ask-title", args.title.as_deref(), &stem)?);
    let name = file_name(ask, args, &title, "draft")?;
    let target = free_file(texts, home, pack, &name)?;
    let text = draft(&offer, turns, &title).map_err(|error| (error.to_string(), Exit::Bug))?;
    home.place(pack, texts)?;
    put(&target, &text, texts)?;
    say(&texts.with("new-written", &[("file", &shown(&target))]));
    say(&texts.get("new-next-draft"));
    next_steps(&target);
    Ok(())
}

/// A file, but no more of it than shows that it is too long.
fn read_some(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(MAX_TRANSCRIPT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn pack_of<'l>(ask: &Ask<'_>, args: &Args, loaded: &'l Loaded) -> Result<&'l Pack, Failure> {
    let packs: Vec<(&str, String)> =
        loaded.packs.iter().map(|pack| (pack.id.as_str(), pack.source.name.clone())).collect();
    let first = packs.first().map_or("", |(id, _)| id);
    let name = ask.choice("new-ask-pack", &packs, args.pack.as_deref(), first)?;
    let pack = loaded.packs.iter().find(|pack| pack.id == name);
    pack.map(std::ops::Deref::deref).ok_or_else(|| unfit(ask.texts, &name))
}

/// The scenario's file, if there is none of that name.
fn free_file(texts: &Texts, home: &Home, pack: &Pack, name: &str) -> Result<PathBuf, Failure> {
    let file = home.pack(pack).join("calls").join(format!("{name}.ron"));
    if file.exists() {
        return Err((texts.with("new-exists", &[("file", &shown(&file))]), Exit::Usage));
    }
    Ok(file)
}

fn unfit(texts: &Texts, pack: &str) -> Failure {
    (texts.with("new-pack-unfit", &[("pack", pack)]), Exit::Content)
}

/// Everything beside kind and pack.
fn wishes(ask: &Ask<'_>, args: &Args, (offer, name, kind): (&Offer<'_>, &str, &KindSource)) -> Result<Wishes, Failure> {
    let pack = offer.pack;
    let mut wishes = Wishes::proposed(offer, name, kind).ok_or_else(|| unfit(ask.texts, &pack.id))?;
    wishes.title = one_line(&ask.text("new-ask-title", args.title.as_deref(), &wishes.title)?);
    let forms: Vec<(&str, String)> =
        offer.forms().iter().map(|table| (table.name.as_str(), table.source.name.clone())).collect();
    let form = ask.choice("new-ask-form", &forms, args.form.as_deref(), &wishes.form)?;
    if form != wishes.form {
        wishes.take_form(offer, kind, &form);
    }
    fields(ask, args, pack, &mut wishes)?;
    let desk = (DESK, ask.texts.get("new-solved-at-desk"));
    let open = offer.departments().into_iter().map(|(id, _)| (id, pack.department_name(id).to_owned()));
    let departments: Vec<(&str, String)> = std::iter::once(desk).chain(open).collect();
    let to = ask.choice("new-ask-department", &departments, args.to.as_deref(), DESK)?;
    wishes.send(pack, kind, (to != DESK).then_some(to));
    let tempers: Vec<(&str, String)> =
        pack.temperaments.iter().map(|(id, own)| (id.as_str(), own.source.name.clone())).collect();
    wishes.temperament =
        ask.choice("new-ask-temperament", &tempers, args.temperament.as_deref(), &wishes.temperament)?;
    wishes.repeats = match args.repeats {
        Some(repeats) => repeats,
        None => ask.number("new-ask-repeats", wishes.repeats)?,
    };
    // What fits the kind is hardly ever wanted otherwise: an option, and no question.
    let rubrics: Vec<(&str, String)> =
        pack.rubrics.iter().map(|(id, rubric)| (id.as_str(), rubric.source.title.clone())).collect();
    let quiet = Ask { silent: true, ..*ask };
    wishes.rubric = quiet.choice("new-ask-rubric", &rubrics, args.rubric.as_deref(), &wishes.rubric)?;
    let codes: Vec<(&str, String)> =
        pack.source.dispositions.iter().map(|(id, text)| (id.as_str(), text.clone())).collect();
    wishes.code = quiet.choice("new-ask-code", &codes, args.code.as_deref(), &wishes.code)?;
    Ok(wishes)
}

/// A title stands in a comment too, which ends with its line.
fn one_line(title: &str) -> String {
    title.split(char::is_control).collect::<Vec<_>>().join(" ")
}

/// What must be in the record.
fn fields(ask: &Ask<'_>, args: &Args, pack: &Pack, wishes: &mut Wishes) -> Result<(), Failure> {
    let Some(table) = pack.table(&wishes.form) else { return Ok(()) };
    let proposed: Vec<&str> = wishes.fields.iter().map(|(id, _)| id.as_str()).collect();
    let given = if args.field.is_empty() {
        let known: Vec<(&str, String)> =
            table.source.fields.iter().map(|(id, field)| (id.as_str(), field.label.clone())).collect();
        let answer = ask.list("new-ask-fields", &known, &proposed.join(", "))?;
        if answer == proposed.join(", ") {
            return Ok(());
        }
        answer.split(',').map(|field| field.trim().to_owned()).filter(|field| !field.is_empty()).collect()
    } else {
        args.field.clone()
    };
    let mut fields = Vec::new();
    for entry in given {
        let (id, value) = entry.split_once('=').map_or((entry.as_str(), None), |(id, value)| (id, Some(value)));
        let (id, value) = (id.trim(), value.map(str::trim));
        let all: Vec<&str> = table.source.fields.keys().map(String::as_str).collect();
        // By its name in the file, or as the form calls it.
        let is_meant = |own: &str, label: &str| own == id || label.eq_ignore_ascii_case(id);
        let named = table.source.fields.iter().find(|(own, field)| is_meant(own, &field.label));
        let Some((id, field)) = named else { return Err(unknown(ask.texts, "field", id, &all)) };
        if let (FieldKind::Choice(choices), Some(value)) = (&field.kind, value)
            && !choices.iter().any(|choice| choice == value)
        {
            let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
            return Err(unknown(ask.texts, "value", value, &choices));
        }
        // A note holds what has to be mentioned, which the template writes.
        if field.kind != FieldKind::Note {
            fields.push((id.clone(), value.map(str::to_owned)));
        }
    }
    for (id, value) in &wishes.fields {
        let needed = table.source.fields.get(id).is_some_and(|field| field.required && field.default.is_empty());
        if needed && !fields.iter().any(|(own, _)| own == id) {
            fields.push((id.clone(), value.clone()));
        }
    }
    wishes.fields = fields;
    Ok(())
}

fn unknown(texts: &Texts, what: &str, name: &str, known: &[&str]) -> Failure {
    let hint = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| known.join(", "));
    (texts.with("new-unknown", &[("what", what), ("name", name), ("hint", &hint)]), Exit::Usage)
}

fn file_name(ask: &Ask<'_>, args: &Args, title: &str, fallback: &str) -> Result<String, Failure> {
    let sign = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '_' };
    let from_title: String = title.to_lowercase().chars().map(sign).collect();
    let words: Vec<&str> = from_title.split('_').filter(|word| !word.is_empty()).collect();
    let proposal = if words.is_empty() { fallback.to_owned() } else { words.join("_") };
    let name = ask.text("new-ask-file", args.name.as_deref(), &proposal)?;
    let name = name.strip_suffix(".ron").unwrap_or(&name).to_owned();
    let fits = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    if name.is_empty() || !name.chars().all(fits) {
        return Err((ask.texts.with("new-bad-name", &[("name", &name), ("proposal", &proposal)]), Exit::Usage));
    }
    Ok(name)
}

/// Where the new file goes.
pub(super) struct Home {
    /// A folder with packs, or a pack.
    folder: PathBuf,
    is_pack: bool,
}

impl Home {
    pub(super) fn find(common: &Common) -> Self {
        let around = || {
            let here = std::env::current_dir().ok()?;
            let pack = here.ancestors().find(|folder| folder.join("pack.ron").is_file())?;
            Some(pack.to_path_buf())
        };
        let folder = common.scenarios.clone().or_else(around).unwrap_or_else(|| PathBuf::from("my_scenarios"));
        Self { is_pack: folder.join("pack.ron").is_file(), folder }
    }

    /// The folder, if packs can be read from it already.
    pub(super) fn existing(&self) -> Option<PathBuf> {
        let holds_packs = |folder: &Path| {
            std::fs::read_dir(folder).is_ok_and(|mut entries| {
                entries.any(|entry| entry.is_ok_and(|entry| entry.path().join("pack.ron").is_file()))
            })
        };
        (self.is_pack || holds_packs(&self.folder)).then(|| self.folder.clone())
    }

    pub(super) fn pack(&self, pack: &Pack) -> PathBuf {
        if self.is_pack { self.folder.clone() } else { self.folder.join(&pack.id) }
    }

    /// Puts a copy of a bundled pack there, without its calls and what leads to them, unless the pack is there.
    pub(super) fn place(&self, pack: &Pack, texts: &Texts) -> Result<(), Failure> {
        let folder = self.pack(pack);
        if folder.join("pack.ron").is_file() {
            return Ok(());
        }
        for (path, file) in pack.files.without_calls() {
            put(&folder.join(path), &file.text, texts)?;
        }
        say(&texts.with("new-pack-copied", &[("pack", &pack.id), ("folder", &shown(&folder))]));
        Ok(())
    }
}

/// Writes a file that is not there yet.
pub(super) fn put(file: &Path, text: &str, texts: &Texts) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| {
        let message = texts.with("new-cannot-write", &[("file", &shown(file)), ("cause", &error.to_string())]);
        (message, Exit::Unavailable)
    };
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(cannot)?;
    }
    let mut new = std::fs::File::create_new(file).map_err(cannot)?;
    new.write_all(text.as_bytes()).map_err(cannot)
}

pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn next_steps(file: &Path) {
    let file = shown(file);
    say(&format!("  steadyline check {file}"));
    say(&format!("  steadyline play {file}"));
}

/// Questions, one a line, with their proposals.
#[derive(Clone, Copy)]
struct Ask<'a> {
    texts: &'a Texts,
    silent: bool,
}

impl Ask<'_> {
    /// One of a list: by number, by name, or the proposal.
    fn choice(
        &self,
        key: &str,
        known: &[(&str, String)],
        given: Option<&str>,
        proposal: &str,
    ) -> Result<String, Failure> {
        let pick = |answer: &str| {
            let by_number = answer.parse::<usize>().ok().and_then(|number| known.get(number.checked_sub(1)?));
            by_number.or_else(|| known.iter().find(|(id, _)| id.eq_ignore_ascii_case(answer))).map(|(id, _)| *id)
        };
        let ids: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
        if let Some(given) = given {
            let hit = known.iter().find(|(id, _)| *id == given).map(|(id, _)| (*id).to_owned());
            return hit.ok_or_else(|| unknown(self.texts, key.trim_start_matches("new-ask-"), given, &ids));
        }
        if self.silent {
            return Ok(proposal.to_owned());
        }
        say(&self.texts.get(key));
        for (number, (id, name)) in known.iter().enumerate() {
            say(&format!("  {} {name} ({id})", number + 1));
        }
        loop {
            let answer = self.line(proposal)?;
            match pick(&answer) {
                Some(id) => return Ok(id.to_owned()),
                None => complain(&unknown(self.texts, key.trim_start_matches("new-ask-"), &answer, &ids).0),
            }
        }
    }

    fn text(&self, key: &str, given: Option<&str>, proposal: &str) -> Result<String, Failure> {
        match given {
            Some(given) => Ok(given.to_owned()),
            None if self.silent => Ok(proposal.to_owned()),
            None => {
                say(&self.texts.get(key));
                self.line(proposal)
            }
        }
    }

    fn list(&self, key: &str, known: &[(&str, String)], proposal: &str) -> Result<String, Failure> {
        if !self.silent {
            say(&self.texts.get(key));
            let known: Vec<String> = known.iter().map(|(id, name)| format!("{name} ({id})")).collect();
            say(&format!("  {}", known.join(", ")));
            return self.line(proposal);
        }
        Ok(proposal.to_owned())
    }

    fn number(&self, key: &str, proposal: u32) -> Result<u32, Failure> {
        loop {
            let answer = self.text(key, None, &proposal.to_string())?;
            match answer.parse::<u32>() {
                Ok(number) if number <= 5 => return Ok(number),
                _ => complain(&self.texts.get("new-bad-number")),
            }
        }
    }

    /// A line from standard input; an empty one, or the end, takes the proposal.
    fn line(&self, proposal: &str) -> Result<String, Failure> {
        let mut out = std::io::stdout();
        // Nothing is lost if the prompt cannot be shown: the answer is read all the same.
        let _ = write!(out, "[{proposal}] > ").and_then(|()| out.flush());
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line);
        if !std::io::stdin().is_terminal() {
            say("");
        }
        match read {
            Ok(_) if line.trim().is_empty() => Ok(proposal.to_owned()),
            Ok(_) => Ok(line.trim().to_owned()),
            Err(error) => Err((error.to_string(), Exit::Unavailable)),
        }
    }
}
