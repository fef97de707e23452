//! Logarithm and exponential in single precision, without branches: the compiler computes several at a time.
//! They are made of additions and multiplications alone, so that they are the same on every machine.

/// ln 2 in two parts: the first has so few digits that small multiples of it are exact.
const LN2_HIGH: f32 = 0.693_359_4;
const LN2_LOW: f32 = -2.121_944_4e-4;
/// The bits of the square root of one half.
const ROOT_OF_HALF: u32 = 0x3f35_04f3;
/// Added to a number below 2^22, it leaves the nearest integer in the last bits.
const ROUNDING: f32 = 12_582_912.0;
/// Below this the exponential is taken for that of this number, 1.6e-38.
const LEAST: f32 = -87.0;

/// ln of a positive number that is not subnormal, to a relative error below 2e-7 or an absolute one below 1e-7. The
/// polynomial is that of Cephes (`logf`).
#[inline(always)]
pub(crate) fn ln(x: f32) -> f32 {
    // x = 2^e (1 + f), with 1 + f from the root of one half to the root of two.
    let bits = x.to_bits().wrapping_sub(ROOT_OF_HALF);
    let e = (bits.cast_signed() >> 23) as f32;
    let f = f32::from_bits((bits & 0x007f_ffff) + ROOT_OF_HALF) - 1.0;
    let square = f * f;
    let mut p = 7.037_683_6e-2f32;
    for coefficient in [
        -1.151_461e-1,
        1.167_699_9e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_8e-1,
        2.000_071_4e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ] {
        p = p * f + coefficient;
    }
    let series = p * f * square + e * LN2_LOW - 0.5 * square;
    f + series + e * LN2_HIGH
}

/// e to the power of a number that is not positive, to a relative error below 2e-7; that of less than -87 is taken for
/// that of -87. The polynomial is that of Cephes (`expf`).
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    let x = if x > LEAST { x } else { LEAST };
    let rounded = x * std::f32::consts::LOG2_E + ROUNDING;
    let n = rounded - ROUNDING;
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    let mut p = 1.987_569_1e-4f32;
    for coefficient in [
        1.398_2e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        5e-1,
    ] {
        p = p * r + coefficient;
    }
    let value = p * r * r + r + 1.0;
    f32::from_bits(value.to_bits().wrapping_add(rounded.to_bits() << 23))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_logarithm_is_near(power in -80.0f64..80.0) {
            let x = power.exp() as f32;
            let exact = f64::from(x).ln();
            prop_assert!((f64::from(ln(x)) - exact).abs() <= 2e-7 * exact.abs().max(0.5));
        }

        #[test]
        fn the_exponential_is_near(x in -86.9f32..=0.0) {
            let exact = f64::from(x).exp();
            prop_assert!((f64::from(exp(x)) - exact).abs() <= 2e-7 * exact);
        }
    }

    #[test]
    fn the_ends_are_exact() {
        assert_eq!((ln(1.0), exp(0.0)), (0.0, 1.0));
        assert_eq!(exp(f32::NEG_INFINITY), exp(-87.0));
    }
}
