/**
 * Required before every test file: its coverage is measured, that of the processes it starts is not. Most of what they run is
 * run here as well, and measuring hundreds of them takes a quarter of the time that all tests take.
 */
delete process.env['NODE_V8_COVERAGE'];
