//! ```
//! assert_eq!(money::add(2, 3), 5);
//! ```
pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::add(2, 3), 5);
    }

    #[test]
    fn rounds() {
        assert_eq!(2.4_f64.round(), 3.0);
    }

    #[test]
    #[ignore = "no rates"]
    fn converts() {}
}
