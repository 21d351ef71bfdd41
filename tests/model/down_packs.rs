//! Versions of packs that come down: checked before they are taken in, never over what somebody wrote by hand.

use std::fs;
use std::path::Path;

use steadyline::scenario::{PackFiles, folder};
use steadyline::store::Store;
use steadyline::store::centre::{Centre, PackNews, accept_key, publish};

use crate::centre::PATIENCE;
use crate::down::{House, both_ways, desk};
use crate::seals::{attempt, change};
use crate::world::{copy, root};

/// A small pack: the cookbook's smallest, under a name of its own.
fn pack(into: &Path) -> PackFiles {
    copy(&root().join("scenarios/tamblewick"), &into.join("ours"));
    read(into)
}

fn read(folder_of_packs: &Path) -> PackFiles {
    let loaded = folder(folder_of_packs).expect("can be read");
    assert_eq!(loaded.errors(), 0);
    let pack = loaded.packs.iter().find(|pack| pack.id == "ours").expect("is there");
    (*pack.files).clone()
}

fn send(house: &House, files: &PackFiles) -> i64 {
    let mut centre = Centre::connect(&house.url, PATIENCE).expect("connects");
    publish(&house.store, &mut centre, std::slice::from_ref(files), false).expect("is published").packs
}

/// What became of the only pack.
fn fetched(house: &House, store: &Store) -> PackNews {
    let news = both_ways(store, &house.place.url()).expect("is exchanged").news;
    let [one] = news.packs.as_slice() else { panic!("one pack: {news:?}") };
    one.clone()
}

fn edit(files: &PackFiles, path: &str, from: &str, to: &str) -> PackFiles {
    let text = &files.files[path].text;
    assert!(text.contains(from), "{from} does not stand in {path}");
    let new = text.replacen(from, to, 1);
    let texts = files
        .files
        .iter()
        .map(|(name, file)| (name.clone(), if name == path { new.clone() } else { file.text.clone() }));
    PackFiles::of_texts(&files.id, texts.collect::<Vec<_>>())
}

const CALL: &str = "calls/third_call_blender.ron";

#[test]
fn a_new_version_comes_whole_and_what_was_changed_by_hand_is_kept_aside() {
    let house = House::new();
    let source = tempfile::tempdir().expect("a folder");
    let first = pack(source.path());
    assert_eq!((send(&house, &first), send(&house, &first)), (1, 0));
    let (data, store) = desk();
    let begun = attempt(&store, "third_call_blender.cold", 3, 1);
    let news = fetched(&house, &store);
    let packs = data.path().join("packs");
    assert_eq!((news.folder.as_deref(), news.refused.as_deref()), (Some(packs.join("ours").as_path()), None));
    assert_eq!(read(&packs).hash(), first.hash());
    assert_eq!(store.setting("packs_folder").expect("a setting").as_deref(), Some(&*packs.display().to_string()));
    assert!(both_ways(&store, &house.place.url()).expect("again").news.packs.is_empty());
    // A newer version, over what nobody has touched.
    let second = edit(&first, CALL, "Third call about a blender", "Parcel three weeks late");
    send(&house, &second);
    let news = fetched(&house, &store);
    assert_eq!((news.version, news.replaced), (second.hash(), None));
    assert_eq!(read(&packs).hash(), second.hash());
    // A third, over what somebody has worked on.
    fs::write(packs.join("ours").join(CALL), "half a thought").expect("is written");
    let third = edit(&second, CALL, "Parcel three weeks late", "Parcel four weeks late");
    send(&house, &third);
    let kept = fetched(&house, &store).replaced.expect("is kept aside");
    assert_eq!(fs::read_to_string(kept.join(CALL)).expect("is there"), "half a thought");
    assert_eq!(read(&packs).hash(), third.hash());
    let left: Vec<String> = fs::read_dir(&packs)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left.len(), 2, "nothing else is left there: {left:?}");
    // What was begun by other files goes on by those.
    let frozen = store.frozen(&begun).expect("an answer").expect("is kept");
    assert_eq!(frozen.hash(), crate::world::TAMBLEWICK.0.files.hash());
}

#[test]
fn a_folder_that_the_settings_name_is_used_and_a_recording_in_it_is_not_lost() {
    let house = House::new();
    let source = tempfile::tempdir().expect("a folder");
    let first = pack(source.path());
    let (_data, store) = desk();
    let own = tempfile::tempdir().expect("a folder");
    store.set_setting("packs_folder", &own.path().display().to_string()).expect("is set");
    send(&house, &first);
    assert_eq!(fetched(&house, &store).folder.expect("is taken in"), own.path().join("ours"));
    fs::write(own.path().join("ours/voice.wav"), "RIFF").expect("is written");
    send(&house, &edit(&first, CALL, "Third call about a blender", "Parcel late"));
    let kept = fetched(&house, &store).replaced.expect("is kept aside");
    assert!(kept.starts_with(own.path()) && kept.join("voice.wav").is_file());
}

#[test]
fn a_damaged_unsigned_or_faulty_version_is_refused_with_the_reason_and_the_old_one_stays() {
    let house = House::new();
    let source = tempfile::tempdir().expect("a folder");
    let first = pack(source.path());
    send(&house, &first);
    let (data, store) = desk();
    fetched(&house, &store);
    let packs = data.path().join("packs");
    let refused = |expected: &str| {
        let news = fetched(&house, &store);
        let why = news.refused.expect("is refused");
        assert!(why.contains(expected), "{why}");
        assert_eq!((news.folder, read(&packs).hash()), (None, first.hash()));
    };
    // Errors that the checker finds. Whoever publishes is told before; an older program may not know them.
    send(&house, &edit(&first, CALL, "start: \"", "start: \"no_such_"));
    refused("no_such_");
    // A file was changed at the centre.
    let good = edit(&first, CALL, "Third call about a blender", "Third or fourth call about a blender");
    send(&house, &good);
    house
        .place
        .change("UPDATE steadyline.pack_text SET body = body || ' ' WHERE body LIKE '%Third or fourth call about%'");
    refused("not whole");
    house.place.change(
        "UPDATE steadyline.pack_text SET body = rtrim(body, ' ') WHERE body LIKE '%Third or fourth call about%'",
    );
    // The signature is another's, or none.
    let signature = house.place.ask("SELECT body ->> 'signature' FROM steadyline.news WHERE kind = 'pack'");
    let sign = |with: &str| {
        house.place.change(&format!(
            "UPDATE steadyline.news SET body = jsonb_set(body, '{{signature}}', '\"{with}\"'), place = steadyline.next_place() WHERE kind = 'pack'"
        ));
    };
    for wrong in [String::new(), signature[0].replace('0', "1")] {
        sign(&wrong);
        refused("not signed");
    }
    sign(&signature[0]);
    assert_eq!(fetched(&house, &store).refused, None, "what was mended is taken in");
    assert_eq!(read(&packs).hash(), good.hash());
}

#[test]
fn packs_of_another_key_need_somebody_to_say_that_it_is_right() {
    let house = House::new();
    let source = tempfile::tempdir().expect("a folder");
    let first = pack(source.path());
    send(&house, &first);
    let (_data, store) = desk();
    fetched(&house, &store);
    fs::remove_file(house.folder.path().join("desk.key")).expect("is lost");
    let next = edit(&first, CALL, "Third call about a blender", "Parcel late");
    send(&house, &next);
    let why = fetched(&house, &store).refused.expect("is refused");
    assert!(why.contains("--accept-key"), "{why}");
    accept_key(&store).expect("is accepted");
    assert_eq!(fetched(&house, &store).version, next.hash());
}

#[test]
fn a_power_cut_between_folder_and_database_is_made_good() {
    let house = House::new();
    let source = tempfile::tempdir().expect("a folder");
    let first = pack(source.path());
    send(&house, &first);
    let (data, store) = desk();
    fetched(&house, &store);
    // As if the last change of the database had not come to be.
    change(
        data.path(),
        "INSERT INTO pack_wanted SELECT pack, json_object('version', version, 'key', (SELECT value FROM centre_place WHERE name = 'pack_key'), 'signature', '') FROM pack_taken",
    );
    let signature = house.place.ask("SELECT body ->> 'signature' FROM steadyline.news WHERE kind = 'pack'");
    let signed = format!("UPDATE pack_wanted SET body = json_set(body, '$.signature', '{}')", signature[0]);
    change(data.path(), Box::leak(signed.into_boxed_str()));
    change(data.path(), "DELETE FROM pack_taken");
    let news = fetched(&house, &store);
    assert_eq!((news.replaced, news.refused), (None, None), "what lies there is the version itself");
    assert!(both_ways(&store, &house.place.url()).expect("again").news.packs.is_empty());
}
