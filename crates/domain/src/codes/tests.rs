//! Check digits: good ones pass, and every single wrong character is caught.

use super::*;

#[test]
fn credit_codes_with_the_right_check_character_pass() {
    // Made-up firms; the check characters follow from the rule of GB 32100.
    for base in [
        "91330400MA2CUXYT9",
        "12330000470001234",
        "92430100MA4L0TEST",
    ] {
        let good: Vec<char> = CREDIT_ALPHABET
            .iter()
            .map(|c| char::from(*c))
            .filter(|c| check_credit_code(&format!("{base}{c}")).is_ok())
            .collect();
        if base.contains('S') {
            assert!(good.is_empty(), "S is not in the alphabet");
        } else {
            assert_eq!(good.len(), 1, "exactly one check character fits {base}");
        }
    }
    // The example commonly printed with descriptions of the rule.
    assert_eq!(check_credit_code("91350100M000100Y43"), Ok(()));
}

#[test]
fn every_single_wrong_character_of_a_credit_code_is_caught() {
    let good = "91350100M000100Y43";
    for position in 0..18 {
        for replacement in CREDIT_ALPHABET {
            let mut bytes = good.as_bytes().to_vec();
            if bytes[position] == *replacement {
                continue;
            }
            bytes[position] = *replacement;
            let wrong = String::from_utf8(bytes).unwrap();
            assert!(check_credit_code(&wrong).is_err(), "{wrong}");
        }
    }
    assert_eq!(
        check_credit_code("91350100M000100Y4"),
        Err(CodeError::Length {
            expected: 18,
            found: 17
        })
    );
    assert_eq!(
        check_credit_code("91350100m000100Y43"),
        Err(CodeError::Character { position: 9 })
    );
    assert_eq!(
        check_credit_code("91350100M000100Y4３"),
        Err(CodeError::Character { position: 18 })
    );
}

#[test]
fn identity_numbers_are_checked_with_their_date() {
    // The worked example of the national standard.
    assert_eq!(check_identity_number("11010519491231002X"), Ok(()));
    assert_eq!(check_identity_number("11010519491231002x"), Ok(()));
    assert_eq!(
        check_identity_number("110105194912310021"),
        Err(CodeError::CheckDigit { expected: 'X' })
    );
    assert_eq!(
        check_identity_number("11010519491331002X"),
        Err(CodeError::Date)
    );
    assert_eq!(
        check_identity_number("1101051949123100X2"),
        Err(CodeError::Character { position: 17 })
    );
}

#[test]
fn project_codes_have_one_form() {
    assert_eq!(check_project_code("2017-440607-70-03-006747"), Ok(()));
    for wrong in [
        "",
        "2017-440607-70-03-00674",
        "2017-440607-70-03-0067471",
        "2017_440607-70-03-006747",
        "2017-44060A-70-03-006747",
        "0017-440607-70-03-006747",
        "２017-440607-70-03-006747",
    ] {
        assert!(check_project_code(wrong).is_err(), "{wrong}");
    }
}
