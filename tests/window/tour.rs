//! The tour: a new hire signs in, reads a briefing, takes a call by keyboard alone, wraps up and reads the debrief.

use steadyline::app::Screen;

use crate::driver::Driver;

pub fn run(driver: &Driver) {
    driver.wait_for(Screen::SignIn);
    driver.focus_window();
    driver.picture("1_sign_in");
    driver.type_text("Amina Otieno");
    driver.press(&["Return"]);
    driver.wait_for(Screen::Home);
    driver.picture("2_home");
    driver.press(&["alt+s"]);
    driver.wait_for(Screen::Settings);
    driver.picture("3_settings");
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
    choose_the_repeated_question(driver);
    take_the_call(driver);
    wrap_up(driver);
    look_back(driver);
}

/// The scenarios stand in a list: Tab leads there, the arrows choose.
fn choose_the_repeated_question(driver: &Driver) {
    driver.press(&["Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Down", "Return"]);
    driver.wait_for(Screen::Briefing);
    driver.picture("4_briefing");
    driver.press(&["Return"]);
    driver.wait_for(Screen::Desk);
    driver.picture("5_ringing");
}

fn take_the_call(driver: &Driver) {
    driver.press(&["alt+a"]);
    driver.pause(600);
    driver.press(&["alt+g"]);
    driver.wait_for_beat("opening");
    driver.pause(2_500);
    driver.picture("6_desk_caller_speaks");
    // The record is looked up while the caller speaks, as real operators do.
    driver.press(&["ctrl+f"]);
    driver.type_text(&driver.fact("caller.name"));
    driver.pause(1_000);
    driver.picture("7_desk_search");
    driver.press(&["Down", "Return"]);
    driver.pause(1_000);
    driver.picture("8_desk_record");
    // A reply key works while a field has the focus.
    driver.pause(9_000);
    driver.press(&["alt+1"]);
    driver.pause(1_500);
    driver.picture("9_desk_reply");
    driver.press(&["alt+e"]);
    driver.pause(800);
    driver.picture("10_desk_end");
    // The dialog asks first; its safe answer has the focus, so ending takes its own key.
    driver.press(&["e"]);
    driver.wait_for(Screen::WrapUp);
}

fn wrap_up(driver: &Driver) {
    driver.picture("11_wrap_up");
    driver.type_text("REP");
    driver.pause(500);
    driver.press(&["Down", "Return", "alt+f"]);
    driver.wait_for(Screen::Debrief);
    driver.pause(1_000);
    driver.picture("12_debrief");
}

fn look_back(driver: &Driver) {
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
    driver.press(&["alt+a"]);
    driver.wait_for(Screen::Attempts);
    driver.picture("13_attempts");
}
