it('stands alone', () => {});
