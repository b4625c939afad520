;; Weighted sums of pixels for lanczos.ts, with SIMD: 8 to 10 times as fast as JavaScript.
;; Assembled to lanczos.wasm by `npm run build:wasm`; a test checks that the two belong together.
;; Addresses and sizes are in bytes unless they are said to be counts.
(module
  (memory (export "memory") 1)

  ;; Scales along y: uint8 rows become float32 rows. Two source rows at a time: their samples are interleaved,
  ;; so that one instruction multiplies by both weights and adds.
  ;; $first int32 [$rows]: first source row of each result; $weights int16 [$rows, $taps], 16384 is 1.
  ;; $taps is even. $length: samples of a result row, a multiple of 8.
  ;; Reads up to 7 bytes beyond a source row, and one row beyond the last one (its weight is 0).
  (func (export "down")
    (param $source i32) (param $stride i32) (param $length i32)
    (param $first i32) (param $weights i32) (param $taps i32) (param $rows i32) (param $out i32)
    (local $x i32) (local $at i32) (local $row i32) (local $weight i32) (local $end i32)
    (local $low v128) (local $high v128) (local $one v128) (local $two v128) (local $w v128)
    (loop $each_row
      (local.set $row
        (i32.add (local.get $source) (i32.mul (i32.load (local.get $first)) (local.get $stride))))
      (local.set $end
        (i32.add (local.get $weights) (i32.shl (local.get $taps) (i32.const 1))))
      (local.set $x (i32.const 0))
      (loop $each_eight
        (local.set $low (v128.const i32x4 0 0 0 0))
        (local.set $high (v128.const i32x4 0 0 0 0))
        (local.set $at (i32.add (local.get $row) (local.get $x)))
        (local.set $weight (local.get $weights))
        (loop $each_two_taps
          (local.set $w (v128.load32_splat (local.get $weight)))
          (local.set $one (v128.load8x8_u (local.get $at)))
          (local.set $at (i32.add (local.get $at) (local.get $stride)))
          (local.set $two (v128.load8x8_u (local.get $at)))
          (local.set $at (i32.add (local.get $at) (local.get $stride)))
          (local.set $low
            (i32x4.add (local.get $low)
              (i32x4.dot_i16x8_s (local.get $w)
                (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23
                  (local.get $one) (local.get $two)))))
          (local.set $high
            (i32x4.add (local.get $high)
              (i32x4.dot_i16x8_s (local.get $w)
                (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31
                  (local.get $one) (local.get $two)))))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $each_two_taps (i32.lt_u (local.get $weight) (local.get $end))))
        (v128.store (local.get $out) (call $from_fixed (local.get $low)))
        (v128.store offset=16 (local.get $out) (call $from_fixed (local.get $high)))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (br_if $each_eight (i32.lt_u (local.get $x) (local.get $length))))
      (local.set $first (i32.add (local.get $first) (i32.const 4)))
      (local.set $weights (local.get $end))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $each_row (local.get $rows))))

  (func $from_fixed (param $sum v128) (result v128)
    (f32x4.mul (f32x4.convert_i32x4_s (local.get $sum))
      (f32x4.splat (f32.const 0.00006103515625))))

  ;; Scales along x: float32 rows become uint8 rows, rounded and clamped.
  ;; Four lanes are summed whatever the channels; the surplus is overwritten by the next pixel, or lies up to
  ;; 3 bytes beyond the end. Reads up to 12 bytes beyond a source row.
  ;; $first int32 [$count]: first source pixel of each result; $weights float32 [$count, $taps].
  (func (export "across")
    (param $source i32) (param $stride i32) (param $channels i32)
    (param $first i32) (param $weights i32) (param $taps i32) (param $count i32) (param $rows i32)
    (param $out i32)
    (local $pixel i32) (local $at i32) (local $weight i32) (local $end i32) (local $left i32)
    (local $from i32) (local $sum v128)
    (local.set $pixel (i32.shl (local.get $channels) (i32.const 2)))
    (loop $each_row
      (local.set $left (local.get $count))
      (local.set $from (local.get $first))
      (local.set $weight (local.get $weights))
      (loop $each_result
        (local.set $sum (v128.const f32x4 0 0 0 0))
        (local.set $at
          (i32.add (local.get $source) (i32.mul (i32.load (local.get $from)) (local.get $pixel))))
        (local.set $end
          (i32.add (local.get $weight) (i32.shl (local.get $taps) (i32.const 2))))
        (loop $each_tap
          (local.set $sum
            (f32x4.add (local.get $sum)
              (f32x4.mul (v128.load32_splat (local.get $weight)) (v128.load (local.get $at)))))
          (local.set $at (i32.add (local.get $at) (local.get $pixel)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $each_tap (i32.lt_u (local.get $weight) (local.get $end))))
        (local.set $sum (i32x4.trunc_sat_f32x4_s (f32x4.nearest (local.get $sum))))
        (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
        (i32.store (local.get $out)
          (i32x4.extract_lane 0 (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum))))
        (local.set $out (i32.add (local.get $out) (local.get $channels)))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $each_result (local.get $left)))
      (local.set $source (i32.add (local.get $source) (local.get $stride)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $each_row (local.get $rows)))))
